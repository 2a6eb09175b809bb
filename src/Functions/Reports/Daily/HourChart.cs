using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Reports;
using SkiaSharp;

namespace LlmMonitor.Functions.Reports.Daily;

/// <summary>
/// The day's cost hour by hour as a picture of bars, with the mean of the days before as a line. It holds shapes only: every word
/// and number
/// stands in the HTML around it, so that no font is needed, it can be read with pictures off, and it may be stretched to any width.
/// </summary>
/// <param name="Png">Transparent, so that it fits a dark mailbox.</param>
/// <param name="AxisTop">What its upper edge stands for; the middle line is half of it, the lower edge $0.</param>
public sealed record HourChart(byte[] Png, PicoUsd AxisTop)
{
    /// <summary>Size in the e-mail; the PNG has twice as many pixels each way.</summary>
    public const int Width = 496;
    public const int Height = 160;
    private const int Scale = 2;

    private static readonly SKColor Bar = SKColor.Parse("#3B76C8");
    private static readonly SKColor MeanLine = SKColor.Parse("#E08A1E");
    private static readonly SKColor Mark = SKColor.Parse("#8552C4");
    private static readonly SKColor Grid = SKColor.Parse("#8A94A6").WithAlpha(110);

    /// <summary>Null where there is nothing to draw.</summary>
    /// <param name="marks">A dashed line for each time at which something was made different.</param>
    public static HourChart? Draw(IReadOnlyList<HourCost> hours, IReadOnlyList<Change>? marks = null)
    {
        var highest = hours.SelectMany(hour => new[] { hour.CostUsd, hour.MeanUsd ?? PicoUsd.Zero }).DefaultIfEmpty().Max();
        if (highest <= PicoUsd.Zero)
            return null;
        var top = RoundUp(highest);

        using var surface = SKSurface.Create(new SKImageInfo(Width * Scale, Height * Scale));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Scale(Scale);
        DrawGrid(canvas);
        var step = (float)Width / hours.Count;
        using var bar = new SKPaint { Color = Bar, IsAntialias = true };
        using var line = new SKPaint
        {
            Color = MeanLine,
            StrokeWidth = 2,
            IsAntialias = true,
            StrokeCap = SKStrokeCap.Round,
        };
        for (var i = 0; i < hours.Count; i++)
            canvas.DrawRect(new SKRect(i * step + step * 0.14f, Y(hours[i].CostUsd, top), (i + 1) * step - step * 0.14f, Height), bar);
        for (var i = 0; i < hours.Count; i++)
            if (hours[i].MeanUsd is { } mean)
                canvas.DrawLine(i * step + 1, Y(mean, top), (i + 1) * step - 1, Y(mean, top), line);
        DrawMarks(canvas, (marks ?? []).Select(mark => (float)((mark.At - hours[0].Start).TotalHours * step)));

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return new(data.ToArray(), top);
    }

    /// <summary>The next of 1, 2, 4, 6, 8, 10 times a power of ten: its half is a plain number too.</summary>
    internal static PicoUsd RoundUp(PicoUsd amount)
    {
        Int128 power = 1;
        while (power * 10 < amount.Pico)
            power *= 10;
        foreach (var step in (ReadOnlySpan<int>)[1, 2, 4, 6, 8])
            if (power * step >= amount.Pico)
                return new(power * step);
        return new(power * 10);
    }

    private static void DrawGrid(SKCanvas canvas)
    {
        using var grid = new SKPaint { Color = Grid, StrokeWidth = 1 };
        foreach (var y in (ReadOnlySpan<float>)[0.5f, Height / 2f, Height - 0.5f])
            canvas.DrawLine(0, y, Width, y, grid);
    }

    private static void DrawMarks(SKCanvas canvas, IEnumerable<float> places)
    {
        using var dashes = SKPathEffect.CreateDash([5, 4], 0);
        using var mark = new SKPaint
        {
            Color = Mark,
            StrokeWidth = 2,
            IsStroke = true,
            PathEffect = dashes,
        };
        foreach (var x in places)
            canvas.DrawLine(x, 0, x, Height, mark);
    }

    private static float Y(PicoUsd amount, PicoUsd top) => Height * (1 - (float)((double)amount.Pico / (double)top.Pico));
}
