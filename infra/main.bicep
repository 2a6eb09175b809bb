// LLM Monitor on Azure, in one resource group. Read from top to bottom: what is asked, then what is made, in order.

targetScope = 'resourceGroup'

import { modelType } from 'openai.bicep'

// ---- What is asked ------------------------------------------------------------------------------------------------------------------

@description('What this deployment is called, such as dev or prod. Part of every name.')
@minLength(2)
@maxLength(12)
param environmentName string

@description('Where. The plan is not in every region: az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('The first operator key: a long random text. It makes projects and further keys.')
@secure()
@minLength(16)
param adminKey string

@description('Seals the secrets of alert channels: 32 random bytes in base64. Empty: they are stored as they come, and storage alone encrypts.')
@secure()
param secretsKey string = ''

@description('Memory of an instance. MB. 512 has a quarter of a processor, 2048 has one.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances; a bound of the bill.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that wait for calls all the time, so that none meets a cold start. They cost while they wait.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('How storage is copied: LRS in one building, ZRS in three.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param storageSku string = 'Standard_ZRS'

@description('Whether storage, vault and models answer only in a private network.')
param isPrivate bool = false

@description('A mail server for reports and alerts: host, port, user, from. Empty: mailApplication, or no mail.')
param smtp smtpType?

@description('The password at that mail server, or the secret of mailApplication.')
@secure()
param smtpPassword string = ''

@description('Makes Communication Services the mail server. The Entra application that signs in there: docs/operating/deploy.md.')
param mailApplication mailApplicationType?

@description('Makes an Azure OpenAI account with this model for the judge, canaries and golden sets. Needs embeddingModel, too.')
param chatModel modelType?

@description('The embedding model of that account.')
param embeddingModel modelType?

@description('Anything else that speaks the protocol of OpenAI: baseUrl, chatModel, embeddingModel. Empty: not used.')
param openAi openAiType?

@description('The key of that service.')
@secure()
param openAiKey string = ''

@description('Settings beyond these, by name, such as LlmMonitor__SafetySampling__BaseRate: docs/reference/configuration.md.')
param moreSettings object = {}

@description('Who is told when the monitor itself is in trouble.')
param alertEmails string[]

@description('Tell when no call came for so many minutes; 0: never.')
param silenceMinutes int = 0

@description('What the resource group may cost a month before somebody is told. USD; 0: no budget.')
@minValue(0)
param monthlyBudgetUsd int = 0

@description('The first of the month of the first deployment, such as 2026-11-01. Azure refuses to change it later.')
param budgetStart string = ''

@description('How many days logs are kept. Azure includes 31 in the price.')
@minValue(30)
param logRetentionDays int = 30

@description('Gigabytes of logs a day beyond which logs are dropped; -1: no cap.')
param logDailyCapGigabytes int = 1

type smtpType = {
  host: string
  port: int
  user: string
  from: string
}

type mailApplicationType = {
  @description('Application (client) id.')
  id: string
  @description('Object id of its service principal.')
  principalId: string
  @description('Where mail is kept while it is sent: Europe, United States, …')
  dataLocation: string
}

type openAiType = {
  baseUrl: string
  chatModel: string
  embeddingModel: string
}

// ---- What is made -------------------------------------------------------------------------------------------------------------------

var suffix = uniqueString(resourceGroup().id, environmentName)
var name = 'llmmonitor-${environmentName}'
var appName = '${name}-${take(suffix, 6)}'

// Logs and traces, first, because everything else writes to them.
module watch 'watch.bicep' = {
  name: 'watch'
  params: { name: name, location: location, dailyCapGigabytes: logDailyCapGigabytes, retentionDays: logRetentionDays }
}

// Calls, texts, rollups, queues and the package.
module storage 'storage.bicep' = {
  name: 'storage'
  params: {
    name: take('llm${suffix}', 24)
    location: location
    sku: storageSku
    isPrivate: isPrivate
    workspaceId: watch.outputs.workspaceId
  }
}

// Secrets.
module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-${suffix}'
    location: location
    secrets: { adminKey: adminKey, secretsKey: secretsKey, smtpPassword: smtpPassword, openAiKey: openAiKey }
    isPrivate: isPrivate
    workspaceId: watch.outputs.workspaceId
  }
}

// The app's identity and what it may do.
module access 'access.bicep' = {
  name: 'access'
  params: {
    name: name
    location: location
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    insightsName: watch.outputs.insightsName
  }
}

// Models, if wanted.
var hasModels = chatModel != null && embeddingModel != null

module models 'openai.bicep' = if (hasModels) {
  name: 'models'
  params: {
    name: 'oai-${suffix}'
    location: location
    principalId: access.outputs.principalId
    isPrivate: isPrivate
    workspaceId: watch.outputs.workspaceId
    chat: chatModel!
    embedding: embeddingModel!
  }
}

// A mail server, if wanted.
module mail 'mail.bicep' = if (mailApplication != null) {
  name: 'mail'
  params: {
    name: '${name}-${take(suffix, 6)}'
    dataLocation: mailApplication!.dataLocation
    applicationId: mailApplication!.id
    applicationPrincipalId: mailApplication!.principalId
  }
}

// A private network, if wanted.
module network 'network.bicep' = if (isPrivate) {
  name: 'network'
  params: {
    name: name
    location: location
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    openAiId: hasModels ? models!.outputs.id : ''
  }
}

// The settings of the app: what each means stands in docs/reference/configuration.md.
var secretAt = '${vault.outputs.uri}secrets/'

var alwaysSet = {
  AzureWebJobsStorage__blobServiceUri: storage.outputs.blobEndpoint
  AzureWebJobsStorage__queueServiceUri: storage.outputs.queueEndpoint
  AzureWebJobsStorage__tableServiceUri: storage.outputs.tableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: access.outputs.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: watch.outputs.connectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${access.outputs.clientId};Authorization=AAD'
  LlmMonitor__AdminKey: '@Microsoft.KeyVault(SecretUri=${secretAt}admin-key)'
  LlmMonitor__Alerts__PublicUrl: 'https://${appName}.azurewebsites.net'
  // The package is mounted read-only. Nothing that must last goes here: without a mail server, letters are written to it and lost.
  LlmMonitor__DataFolder: '/tmp/llm-monitor'
}

var secretsSet = empty(secretsKey)
  ? {}
  : { LlmMonitor__Secrets__Key: '@Microsoft.KeyVault(SecretUri=${secretAt}secrets-key)' }

var mailPassword = '@Microsoft.KeyVault(SecretUri=${secretAt}smtp-password)'

var smtpSet = smtp == null
  ? {}
  : {
      Smtp__Host: smtp!.host
      Smtp__Port: string(smtp!.port)
      Smtp__User: smtp!.user
      Smtp__From: smtp!.from
      Smtp__Password: empty(smtp!.user) ? '' : mailPassword
    }

var mailSet = mailApplication == null
  ? {}
  : {
      Smtp__Host: 'smtp.azurecomm.net'
      Smtp__Port: '587'
      Smtp__Security: 'starttls'
      Smtp__User: mail!.outputs.user
      Smtp__From: mail!.outputs.from
      Smtp__Password: mailPassword
    }

var modelsSet = !hasModels
  ? {}
  : {
      AzureOpenAI__Endpoint: models!.outputs.endpoint
      AzureOpenAI__ClientId: access.outputs.clientId
      AzureOpenAI__ChatDeployment: models!.outputs.chatDeployment
      AzureOpenAI__EmbeddingDeployment: models!.outputs.embeddingDeployment
    }

var openAiSet = openAi == null
  ? {}
  : {
      OpenAI__BaseUrl: openAi!.baseUrl
      OpenAI__ChatModel: openAi!.chatModel
      OpenAI__EmbeddingModel: openAi!.embeddingModel
      OpenAI__ApiKey: '@Microsoft.KeyVault(SecretUri=${secretAt}openai-key)'
    }

// The app, last, when all that it needs to start is there.
module app 'app.bicep' = {
  name: 'app'
  params: {
    name: appName
    location: location
    settings: union(alwaysSet, secretsSet, smtpSet, mailSet, modelsSet, openAiSet, moreSettings)
    identityId: access.outputs.identityId
    packages: storage.outputs.packages
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: isPrivate ? network!.outputs.appSubnetId : ''
  }
}

// Who watches the monitor, and its bill.
module alerts 'alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    workspaceId: watch.outputs.workspaceId
    emails: alertEmails
    silenceMinutes: silenceMinutes
  }
}

module budget 'budget.bicep' = if (monthlyBudgetUsd > 0) {
  name: 'budget'
  params: { name: name, monthlyUsd: monthlyBudgetUsd, start: budgetStart, actionGroupId: alerts.outputs.actionGroupId }
}

// ---- What the next step needs -------------------------------------------------------------------------------------------------------

@description('az functionapp deployment source config-zip --name …')
output functionAppName string = app.outputs.name

@description('Where callers send calls: <url>/api/v1/calls.')
output url string = app.outputs.url

@description('az storage message peek --account-name …')
output storageAccountName string = storage.outputs.name

@description('az keyvault secret show --vault-name …')
output vaultName string = vault.outputs.name
