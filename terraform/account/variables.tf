variable "hub_account_id" {
  description = "The AWS account that runs the bot."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.hub_account_id))
    error_message = "hub_account_id should be the 12 digits of an AWS account, in quotes."
  }
}

variable "external_id" {
  description = "The ExternalId that the bot must pass when it assumes the manager role: the value of assume-bot:externalId of the hub."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@:/-]{16,}$", var.external_id)) && length(var.external_id) <= 1224
    error_message = "external_id should be 16 or more letters, digits and _+=,.@:/- that no other system uses."
  }
}

variable "other_external_id" {
  description = "A second ExternalId that the manager role accepts while the first is rotated: the value of assume-bot:otherExternalId of the hub."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.other_external_id == null || (can(regex("^[A-Za-z0-9_+=,.@:/-]{16,}$", var.other_external_id)) && length(coalesce(var.other_external_id, " ")) <= 1224)
    error_message = "other_external_id should be 16 or more letters, digits and _+=,.@:/- that no other system uses."
  }
}

variable "reconcile_role_name" {
  description = "The role of the bot's reconcile function in the hub account: <assume-bot:name>-reconcile."
  type        = string
  default     = "assume-bot-reconcile"

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]{1,64}$", var.reconcile_role_name))
    error_message = "reconcile_role_name should be the name of an IAM role, without its path."
  }
}

variable "organization_id" {
  description = "If set, the caller must also belong to this AWS organization."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "organization_id should look like o-a1b2c3d4e5."
  }
}

variable "manager_role_name" {
  description = "The name of the manager role. Use the value of managerRole of the account in access.yaml, if it is set."
  type        = string
  default     = "assume-bot-manager"

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]{1,64}$", var.manager_role_name))
    error_message = "manager_role_name should be the name of an IAM role, without a path."
  }
}

variable "role_arns" {
  description = "The roles that the bot may edit, by ARN (a path may end with *). Null: every role tagged assume-bot = managed."
  type        = list(string)
  default     = null

  validation {
    condition = var.role_arns == null || alltrue([
      for arn in coalesce(var.role_arns, []) :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/([A-Za-z0-9_+=,.@/-]+/)?([A-Za-z0-9_+=,.@-]{1,64}|(?:[*]))$", arn)) && !endswith(arn, ":role/*")
    ])
    error_message = "Each of role_arns should be the ARN of a role, such as arn:aws:iam::222222222222:role/s3-list-role, or of all roles under a path, such as arn:aws:iam::222222222222:role/team/*."
  }
}

variable "user_arns" {
  description = "The IAM users whose side of the trust the bot may write, by ARN (a path may end with *). Null: every user tagged assume-bot = managed."
  type        = list(string)
  default     = []

  validation {
    condition = var.user_arns == null || alltrue([
      for arn in coalesce(var.user_arns, []) :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:user/([A-Za-z0-9_+=,.@/-]+/)?([A-Za-z0-9_+=,.@-]{1,64}|(?:[*]))$", arn))
    ])
    error_message = "Each of user_arns should be the ARN of an IAM user, such as arn:aws:iam::111111111111:user/alice, or of all users under a path, such as arn:aws:iam::111111111111:user/people/*."
  }
}

variable "operator_arns" {
  description = "The operators that can inspect this account through the inspector role (assume-bot:operators of the hub), as exact ARNs of roles or IAM users. If empty, no inspector role is created."
  type        = list(string)
  default     = []

  validation {
    condition = alltrue([
      for arn in var.operator_arns :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/([A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,64}$", arn))
    ])
    error_message = "Each of operator_arns should be the ARN of a role or an IAM user, without *, such as arn:aws:iam::111111111111:role/ops (for a session, the ARN of its role, including the path)."
  }

  validation {
    condition     = length(jsonencode(var.operator_arns)) + length(jsonencode(distinct([for arn in var.operator_arns : replace(arn, "/:(user|role)/.*$/", ":root")]))) <= 1750
    error_message = "The ARNs in operator_arns do not fit into one trust policy. List a role that the operators share."
  }
}

variable "other_user_arns" {
  description = "IAM users of access.yaml with identity: external. The inspector role reads their policies, and the bot never writes to them."
  type        = list(string)
  default     = []

  validation {
    condition = alltrue([
      for arn in var.other_user_arns :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:user/([A-Za-z0-9_+=,.@/-]+/)?([A-Za-z0-9_+=,.@-]{1,64}|(?:[*]))$", arn))
    ])
    error_message = "Each of other_user_arns should be the ARN of an IAM user, such as arn:aws:iam::111111111111:user/alice, or of all users under a path, such as arn:aws:iam::111111111111:user/people/*."
  }
}

variable "permissions_boundary_arn" {
  description = "A permissions boundary for both roles, if your organization requires one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn should be the ARN of a managed policy."
  }
}

variable "scp_exempt_principals" {
  description = "The principals that can change the roles of the bot and the tag while the service control policy of the output is in force. Null: the roles of StackSets and of the CDK."
  type        = list(string)
  default     = null

  validation {
    condition     = var.scp_exempt_principals == null || try(length(var.scp_exempt_principals), 0) > 0
    error_message = "scp_exempt_principals should list at least the role that runs Terraform. Otherwise, no principal can change manager roles."
  }

  validation {
    condition = alltrue([
      for arn in coalesce(var.scp_exempt_principals, []) :
      can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|[*]):role/[*/]*[A-Za-z0-9_+=,.@-][A-Za-z0-9_+=,.@/*-]*$", arn))
    ])
    error_message = "Each of scp_exempt_principals should be the ARN of a role (* allowed, but not for every role), such as arn:aws:iam::*:role/admin-*."
  }
}

variable "tags" {
  description = "Tags of both roles."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.tags), "assume-bot")
    error_message = "The tag assume-bot marks roles that the bot can edit. These roles must not have it."
  }
}
