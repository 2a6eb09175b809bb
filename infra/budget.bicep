// What the resource group may cost a month before somebody is told. It only tells; nothing is turned off.

param name string

param monthlyUsd int

@description('The first day of the month in which it was first deployed. Azure refuses to change it later.')
param start string

param actionGroupId string

var kinds = [
  { name: 'spent', threshold: 80, type: 'Actual' }
  { name: 'over', threshold: 100, type: 'Actual' }
  { name: 'willBeOver', threshold: 110, type: 'Forecasted' }
]

resource budget 'Microsoft.Consumption/budgets@2023-05-01' = {
  name: 'budget-${name}'
  properties: {
    category: 'Cost'
    amount: monthlyUsd
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: toObject(kinds, kind => kind.name, kind => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: kind.threshold
      thresholdType: kind.type
      contactEmails: []
      contactGroups: [actionGroupId]
    })
  }
}
