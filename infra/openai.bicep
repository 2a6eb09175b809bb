// Azure OpenAI for the judge, canaries, golden sets and, if wanted, embeddings. No key works; the app signs in.

param name string
param location string
param principalId string
param isPrivate bool
param workspaceId string

@description('The model that judges and is asked. A deployment is named after its model, so that its calls find their price.')
param chat modelType

@description('The model that embeds.')
param embedding modelType

@export()
@description('Which model, in which version, how much of it (thousands of tokens a minute), and where it runs (Standard, DataZoneStandard, GlobalStandard).')
type modelType = {
  model: string
  version: string
  capacity: int
  sku: string
}

var openAiUser = '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd' // Cognitive Services OpenAI User

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: name
  location: location
  kind: 'OpenAI'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow' }
  }

  resource chatDeployment 'deployments' = {
    name: chat.model
    sku: { name: chat.sku, capacity: chat.capacity }
    properties: {
      model: { format: 'OpenAI', name: chat.model, version: chat.version }
      // A model that changes by itself is what this product is there to notice.
      versionUpgradeOption: 'NoAutoUpgrade'
    }
  }

  resource embeddingDeployment 'deployments' = {
    name: embedding.model
    dependsOn: [chatDeployment] // the account takes one at a time
    sku: { name: embedding.sku, capacity: embedding.capacity }
    properties: {
      model: { format: 'OpenAI', name: embedding.model, version: embedding.version }
      versionUpgradeOption: 'NoAutoUpgrade'
    }
  }
}

resource mayAsk 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, openAiUser)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', openAiUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource accessLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'who-changed-what'
  scope: account
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Audit', enabled: true }]
  }
}

output id string = account.id
output endpoint string = account.properties.endpoint
output chatDeployment string = account::chatDeployment.name
output embeddingDeployment string = account::embeddingDeployment.name
