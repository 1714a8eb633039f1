# The configuration that users run. It names no user. Each user passes the file from the bot's message,
#   terraform init -backend-config=assume-bot.s3.tfbackend
# and their own session name for the providers: TF_VAR_session_name. It needs no provider, so it runs anywhere. Uncomment the
# provider and add your resources.

terraform {
  required_version = ">= 1.11"

  backend "s3" {}
}

variable "session_name" {
  description = "Your own session name from the bot's message. IAM refuses any other name."
  type        = string
  default     = ""
}

# provider "aws" {
#   region = "eu-central-1"
#
#   assume_role {
#     role_arn     = "arn:aws:iam::222222222222:role/prod-deploy"
#     session_name = var.session_name
#   }
# }

resource "terraform_data" "app" {
  input = "version 1"
}
