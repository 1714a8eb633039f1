output "manager_role_arn" {
  description = "The role that the bot assumes in this account."
  value       = aws_iam_role.manager.arn
}

output "inspector_role_arn" {
  description = "The role through which operators look at this account; null while nobody is named."
  value       = one(aws_iam_role.inspector[*].arn)
}

output "service_control_policy" {
  description = "For the organisation, as JSON: nobody but those named touches manager roles or hands out the tag, and managers do nothing else."
  value       = jsonencode(local.service_control_policy)
}
