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
    case ["http", var url, var key]:
        await OverHttp.RunAsync(url, key);
        return 0;
    default:
        Console.Error.WriteLine(
            "Say what to measure: open <folder of lookalikes_benign.jsonl and evasions.jsonl>, speed, or http <url> <key>."
        );
        return 2;
}
