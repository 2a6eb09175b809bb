// Who watches the monitor. It says itself when calls, costs or answers look wrong; these say when it cannot say anything any more.
// They read what storage and the Functions host wrote down, so that a dead app is seen, too.

param name string
param location string
param workspaceId string

@description('Who is written to.')
param emails string[]

@description('Say so when no call was recorded for so long. Minutes, from 30 in steps of 15 as Azure allows; 0: never.')
@allowed([0, 30, 45, 60, 120, 180, 240, 300, 360, 1440])
param silenceMinutes int

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'LLM Monitor'
    emailReceivers: [for email in emails: { name: email, emailAddress: email, useCommonAlertSchema: true }]
  }
}

var messages = 'StorageQueueLogs | where OperationName == "PutMessage" and toint(StatusCode) < 400'

var always = [
  {
    name: 'failed-for-good'
    severity: 1
    minutes: 30
    what: 'A message failed on every try and was set aside in a queue that ends in -poison. Nothing tries it again: docs/operating/upgrade.md says how to put it back.'
    query: '${messages} | where Uri contains "-poison/" | summarize n = count()'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'failing-functions'
    severity: 2
    minutes: 30
    what: 'Functions ended with an error more than a few times: see them by name in Application Insights, under failures.'
    query: 'AppRequests | where Success == false and (isempty(ResultCode) or toint(ResultCode) == 0 or toint(ResultCode) >= 500) | summarize n = count()'
    operator: 'GreaterThan'
    threshold: 10
  }
  {
    // RunMonitors puts a message for every project each minute.
    name: 'monitors-stand-still'
    severity: 1
    minutes: 30
    what: 'No project was looked at for half an hour, so that nothing would ring: the app does not start, or its timers do not run.'
    query: '${messages} | where Uri contains "/monitors/" | summarize n = count()'
    operator: 'LessThan'
    threshold: 1
  }
]

// The first call of each slot of five seconds leaves a message.
var silence = silenceMinutes == 0
  ? []
  : [
      {
        name: 'no-calls'
        severity: 2
        minutes: silenceMinutes
        what: 'No call was recorded for ${silenceMinutes} minutes: either nobody calls a model, or the callers do not reach the monitor.'
        query: '${messages} | where Uri contains "/slots/" | summarize n = count()'
        operator: 'LessThan'
        threshold: 1
      }
    ]

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in concat(always, silence): {
    name: '${name}-${rule.name}'
    location: location
    kind: 'LogAlert'
    properties: {
      description: rule.what
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: rule.minutes == 1440 ? 'P1D' : rule.minutes >= 60 ? 'PT${rule.minutes / 60}H' : 'PT${rule.minutes}M'
      autoMitigate: true
      // The tables are made with their first line, which is after this deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Total'
            metricMeasureColumn: 'n'
            operator: rule.operator
            threshold: rule.threshold
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

output actionGroupId string = people.id
