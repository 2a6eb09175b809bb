using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Probes;

/// <summary>What a run has spent of its cap. What is under way when it is reached may pass it.</summary>
public sealed class RunSpend(PicoUsd cap, PicoUsd spent)
{
    private readonly Lock _lock = new();
    private PicoUsd _spent = spent;

    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _spent < cap;
        }
    }

    public void Pay(PicoUsd usd)
    {
        lock (_lock)
            _spent += usd;
    }
}
