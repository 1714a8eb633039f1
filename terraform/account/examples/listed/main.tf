# The bot can edit only the roles and users that are listed here.
module "assume_bot" {
  source = "../.."

  hub_account_id = "999999999999"
  external_id    = var.external_id
  role_arns      = ["arn:aws:iam::222222222222:role/s3-list-role"]
  user_arns      = ["arn:aws:iam::222222222222:user/people/*"]
}

variable "external_id" {
  description = "The same text as assume-bot:externalId of the hub."
  type        = string
  sensitive   = true
}
