using System.Diagnostics;
using LlmMonitor.Streams;

// Measures delays and false alarms of the continuous detectors, at level 10,000 unless said otherwise.
//   dotnet run -c Release --project bench/Streams -- delays <drift folder> <runs>   real updates, old model then new on other prompts
//   dotnet run -c Release --project bench/Streams -- null <drift folder> <outputs>  each model against itself, drawn anew
//   dotnet run -c Release --project bench/Streams -- synthetic <outputs>            ties, heavy tails, constants, missing values
//   dotnet run -c Release --project bench/Streams -- flags <runs>                   check failures: delays and false alarms
//   dotnet run -c Release --project bench/Streams -- mix <drift folder> <runs>      the prompts change, the model does not
//   dotnet run -c Release --project bench/Streams -- speed <drift folder>
var watch = Stopwatch.StartNew();
switch (args)
{
    case ["delays", var folder, var runs]:
        RealStreams.Delays(folder, int.Parse(runs));
        break;
    case ["null", var folder, var outputs]:
        RealStreams.Null(folder, int.Parse(outputs));
        break;
    case ["synthetic", var outputs]:
        SyntheticStreams.Null(int.Parse(outputs));
        break;
    case ["flags", var runs]:
        FlagStreams.Measure(int.Parse(runs));
        break;
    case ["mix", var folder, var runs]:
        MixStreams.Measure(folder, int.Parse(runs));
        break;
    case ["speed", var folder]:
        RealStreams.Speed(folder);
        break;
    default:
        Console.Error.WriteLine("Give: delays|null|mix <folder> <number> | synthetic|flags <number> | speed <folder>");
        return 2;
}
Console.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s");
return 0;
