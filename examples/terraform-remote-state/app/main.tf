# The configuration that people run. Nothing here names a person: who runs it brings the file that the bot sent them,
#   terraform init -backend-config=assume-bot.s3.tfbackend
# and their own name for the providers: TF_VAR_session_name. Needs no provider as it stands, so that it runs anywhere;
# uncomment the provider and add your resources.

terraform {
  required_version = ">= 1.11"

  backend "s3" {}
}

variable "session_name" {
  description = "Your own session name, as the bot tells it: IAM refuses any other."
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
