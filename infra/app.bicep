// The Flex Consumption plan and the Function App: our own program under the Functions host (a custom handler).

param name string
param location string

@description('Name and value of each setting of the app. Secrets are references into the vault.')
param settings object

param identityId string

@description('The blob container from which every instance starts.')
param packages string

@description('Memory of an instance, and with it its share of processors. MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

param maximumInstances int

@description('Instances that wait for HTTP calls all the time; 0 starts one when a call comes.')
param alwaysReadyInstances int

@description('A subnet for the app\'s own calls; empty without a private network.')
param subnetId string

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  tags: { 'azd-service-name': 'monitor' } // azd deploys to the app that carries this
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: { name: 'custom', version: '1.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        // Calls that wait for storage together share one commit: few instances with many calls each write less than many with few.
        triggers: { http: { perInstanceConcurrency: 100 } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      appSettings: [for setting in items(settings): { name: setting.key, value: setting.value }]
    }
  }

  // Deploying takes a signed-in person or pipeline, never a password.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
