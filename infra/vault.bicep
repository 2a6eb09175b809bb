// The few secrets there are. The app's settings only point to them.

param name string
param location string

@description('Name and value of each secret; those without a value are not made.')
@secure()
param secrets object

param isPrivate bool
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    // Resource Manager, which writes the secrets of this template, is a trusted service.
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }

  resource adminKey 'secrets' = {
    name: 'admin-key'
    properties: { value: secrets.adminKey }
  }

  resource secretsKey 'secrets' = if (!empty(secrets.secretsKey)) {
    name: 'secrets-key'
    properties: { value: secrets.secretsKey }
  }

  resource smtpPassword 'secrets' = if (!empty(secrets.smtpPassword)) {
    name: 'smtp-password'
    properties: { value: secrets.smtpPassword }
  }

  resource openAiKey 'secrets' = if (!empty(secrets.openAiKey)) {
    name: 'openai-key'
    properties: { value: secrets.openAiKey }
  }
}

resource accessLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'who-read-what'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
