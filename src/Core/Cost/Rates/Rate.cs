namespace LlmMonitor.Core.Cost.Rates;

/// <summary>
/// What a provider may charge for. USD per million tokens, except <see cref="Request"/> and <see cref="WebSearch"/>: USD each.
/// In price files the names are written in snake_case. Images, video, citations and searches are kept in the table, but no call reports
/// their counts yet.
/// </summary>
public enum Rate
{
    Input,
    Output,
    CacheRead,
    CacheWrite,
    CacheWrite1h,
    InputAudio,
    OutputAudio,
    CacheReadAudio,
    Reasoning,
    InputImage,
    OutputImage,
    CacheReadImage,
    InputVideo,
    OutputVideo,
    Citation,
    Request,
    WebSearch,
}

public static class RateNames
{
    private static readonly string[] names =
    [
        "input",
        "output",
        "cache_read",
        "cache_write",
        "cache_write_1h",
        "input_audio",
        "output_audio",
        "cache_read_audio",
        "reasoning",
        "input_image",
        "output_image",
        "cache_read_image",
        "input_video",
        "output_video",
        "citation",
        "request",
        "web_search",
    ];

    public static int Count => names.Length;

    public static string Name(this Rate rate) => names[(int)rate];

    public static bool TryParse(string name, out Rate rate)
    {
        var index = Array.IndexOf(names, name);
        rate = (Rate)Math.Max(index, 0);
        return index >= 0;
    }
}
