// A private network: storage, vault and models answer only inside it, and the app reaches them through it.
// The app's own front door stays public: services elsewhere record calls with their keys.

param name string
param location string
param storageName string
param vaultName string

@description('The Azure OpenAI account; empty without one.')
param openAiId string

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-${name}'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }

  // Flex Consumption takes its instances' addresses from here: as many as there may be instances.
  resource app 'subnets' = {
    name: 'app'
    properties: {
      addressPrefix: '10.20.0.0/23'
      delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
    }
  }

  resource endpoints 'subnets' = {
    name: 'endpoints'
    dependsOn: [app] // a network takes one change at a time
    properties: { addressPrefix: '10.20.2.0/26' }
  }
}

var suffix = environment().suffixes.storage
var alwaysReached = [
  { name: 'blob', id: storage.id, zone: 'privatelink.blob.${suffix}' }
  { name: 'queue', id: storage.id, zone: 'privatelink.queue.${suffix}' }
  { name: 'table', id: storage.id, zone: 'privatelink.table.${suffix}' }
  { name: 'vault', id: vault.id, zone: 'privatelink.vaultcore.azure.net' }
]
var reached = concat(
  alwaysReached,
  empty(openAiId) ? [] : [{ name: 'account', id: openAiId, zone: 'privatelink.openai.azure.com' }]
)

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in reached: {
    name: service.zone
    location: 'global'
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in reached: {
    parent: zones[i]
    name: network.name
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

resource doors 'Microsoft.Network/privateEndpoints@2024-01-01' = [
  for service in reached: {
    name: 'pe-${service.name}-${name}'
    location: location
    properties: {
      subnet: { id: network::endpoints.id }
      privateLinkServiceConnections: [
        { name: service.name, properties: { privateLinkServiceId: service.id, groupIds: [service.name] } }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-01-01' = [
  for (service, i) in reached: {
    parent: doors[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: service.name, properties: { privateDnsZoneId: zones[i].id } }]
    }
  }
]

output appSubnetId string = network::app.id
