internal static class SyntheticStreams { public static void Null(int outputs) { } }
