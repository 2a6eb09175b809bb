// For production. Change what is marked, and keep the file: the next deployment has to say the same.
using 'main.bicep'

param environmentName = 'prod'
param adminKey = readEnvironmentVariable('LLM_MONITOR_ADMIN_KEY')
param secretsKey = readEnvironmentVariable('LLM_MONITOR_SECRETS_KEY', '')
param alertEmails = [readEnvironmentVariable('LLM_MONITOR_ALERT_EMAIL')]

param instanceMemoryMB = 2048
param maximumInstances = 40
param alwaysReadyInstances = 1 // no caller waits for a start; 0 saves about 20 USD a month
param storageSku = 'Standard_ZRS'
param isPrivate = true

// The judge, canaries and golden sets ask this model. Which models a region has: az cognitiveservices model list --location …
param chatModel = { model: 'gpt-4o-mini', version: '2024-07-18', sku: 'GlobalStandard', capacity: 50 }
param embeddingModel = { model: 'text-embedding-3-small', version: '1', sku: 'GlobalStandard', capacity: 50 }
param moreSettings = { LlmMonitor__Judge__Model: 'gpt-4o-mini' } // the chat model's deployment

// Your mail server. Its password comes from the environment.
param smtp = { host: 'smtp.example.com', port: 587, user: 'llm-monitor', from: 'llm-monitor@example.com' }
param smtpPassword = readEnvironmentVariable('LLM_MONITOR_SMTP_PASSWORD')

param silenceMinutes = 60
param logRetentionDays = 90
param logDailyCapGigabytes = 5
param monthlyBudgetUsd = 300
param budgetStart = '2026-11-01' // the first of the month in which you first deploy
