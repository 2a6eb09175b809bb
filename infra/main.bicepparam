// For development, and what azd takes: small, cheap, silent where nothing happens.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param adminKey = readEnvironmentVariable('LLM_MONITOR_ADMIN_KEY')
param secretsKey = readEnvironmentVariable('LLM_MONITOR_SECRETS_KEY', '')
param alertEmails = [readEnvironmentVariable('LLM_MONITOR_ALERT_EMAIL')]

param instanceMemoryMB = 512
param maximumInstances = 5
param storageSku = 'Standard_LRS'

param monthlyBudgetUsd = 20
param budgetStart = '2026-11-01'
