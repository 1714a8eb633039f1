# The state alone: terraform_data needs no provider and no network.
terraform {
  required_version = ">= 1.11"
  backend "s3" {} # completed by: terraform init -backend-config=assume-bot.s3.tfbackend
}

resource "terraform_data" "example" {
  input = "unchanged"
}
