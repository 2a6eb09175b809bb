internal static class MixStreams { public static void Measure(string folder, int runs) { } }
