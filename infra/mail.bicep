// Communication Services as the mail server, with a sender's domain that Azure owns and verifies. SMTP signs in as an application of
// Entra ID, which no template of resources can make: docs/operating/deploy.md has the two commands that do, and gives their output to us.

param name string

@description('Where mail is kept while it is sent, such as Europe or United States.')
param dataLocation string

@description('The application that signs in: its application (client) id.')
param applicationId string

@description('The object id of that application\'s service principal.')
param applicationPrincipalId string

var mailOwner = '09976791-48a7-449e-bb21-39d1a415f350' // Communication and Email Service Owner

resource mail 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: 'mail-${name}'
  location: 'global'
  properties: { dataLocation: dataLocation }

  resource domain 'domains' = {
    name: 'AzureManagedDomain'
    location: 'global'
    properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
  }
}

resource service 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: 'acs-${name}'
  location: 'global'
  properties: {
    dataLocation: dataLocation
    linkedDomains: [mail::domain.id]
  }
}

resource sender 'Microsoft.Communication/communicationServices/smtpUsernames@2024-09-01-preview' = {
  parent: service
  name: 'llm-monitor'
  properties: {
    entraApplicationId: applicationId
    tenantId: tenant().tenantId
    username: 'llm-monitor'
  }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(service.id, applicationPrincipalId, mailOwner)
  scope: service
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', mailOwner)
    principalId: applicationPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output user string = sender.properties.username
output from string = 'DoNotReply@${mail::domain.properties.mailFromSenderDomain}'
