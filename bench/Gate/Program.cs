using LlmMonitor.Gate;

// What the safety gate finds and how long it takes: dotnet run -c Release --project bench/Gate -- open <folder> | speed | http <url> <key>
switch (args)
{
    case ["open", var folder]:
        OpenData.Run(folder);
        return 0;
    case ["speed"]:
        Speed.Run();
        return 0;
    default:
        Console.Error.WriteLine("Say what to measure: open <folder of lookalikes_benign.jsonl and evasions.jsonl>, or speed.");
        return 2;
}
