internal static class FlagStreams { public static void Measure(int runs) { } }
