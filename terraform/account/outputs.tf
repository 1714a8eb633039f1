output "manager_role_arn" {
  description = "The role that the bot assumes in this account."
  value       = aws_iam_role.manager.arn
}

output "inspector_role_arn" {
  description = "The role that operators use to inspect this account. Null without operators."
  value       = one(aws_iam_role.inspector[*].arn)
}

output "service_control_policy" {
  description = "The service control policy for the organization, as JSON. Only the exempt principals can change manager roles or set the tag, and manager roles cannot do anything else."
  value       = jsonencode(local.service_control_policy)
}
