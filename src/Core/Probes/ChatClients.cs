using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.AI;

namespace LlmMonitor.Core.Probes;

/// <summary>The client that reaches a model or deployment; null where no provider is set up.</summary>
public delegate IChatClient? ChatClients(string model);

/// <summary>What a call costs by today's prices; null where that is not known. Pricing lies on a higher storey.</summary>
public delegate PicoUsd? CallPrice(Project project, LlmCall call);
