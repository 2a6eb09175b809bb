using LlmMonitor.Capacity;

switch (args.FirstOrDefault())
{
    case "bill":
        Bill.Show();
        return 0;
    case "accounts":
        Accounts.Show();
        return 0;
    default:
        Console.Error.WriteLine("dotnet run --project bench/Capacity -- bill | accounts");
        return 2;
}
