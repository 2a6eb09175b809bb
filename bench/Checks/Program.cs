using System.Diagnostics;
using LlmMonitor.Bench.Checks;

// Holds dates_grounded to real receipts, and measures which date expressions are read and what checks cost.
//   dotnet run -c Release --project bench/Checks -- <folder with receipts.jsonl and date_expressions.jsonl>
// Ends with 1 where a right date is flagged or a swapped one is missed.
if (args is not [var folder])
{
    Console.Error.WriteLine("Give the folder with receipts.jsonl and date_expressions.jsonl.");
    return 2;
}
var watch = Stopwatch.StartNew();
var receipts = Receipt.ReadAll(Path.Combine(folder, "receipts.jsonl"));
var isGood = ReceiptFigures.Print(receipts);
ExpressionFigures.Print(Path.Combine(folder, "date_expressions.jsonl"));
SpeedFigures.Print(receipts);
Console.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s");
return isGood ? 0 : 1;
