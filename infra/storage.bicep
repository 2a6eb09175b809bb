// One account holds everything that the monitor keeps, the Functions host's own leases, and the package that is deployed.
// No account key works: whoever reads or writes signs in, and has a role (access.bicep).

param name string
param location string

@description('Standard_LRS keeps three copies in one building, Standard_ZRS in three.')
param sku string

@description('Whether the account answers only through private endpoints (network.bicep).')
param isPrivate bool

@description('Where the log of queue writes goes: alerts.bicep reads from it that a message failed for good, and that no call comes any more.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    // The plan starts every instance from the package that lies here.
    resource packages 'containers' = {
      name: 'packages'
    }
  }

  resource queues 'queueServices' = {
    name: 'default'
  }
}

resource queueLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'queue-writes'
  scope: account::queues
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageWrite', enabled: true }]
  }
}

output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
output packages string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
