namespace LlmMonitor.Core.Safety.Gate.Normalising;

/// <summary>What a folded character does to the letters around it.</summary>
internal enum CharKind : byte
{
    /// <summary>Is not seen: zero-width and control characters, combining marks, tags, variation selectors.</summary>
    Invisible,

    /// <summary>A letter or digit of any script.</summary>
    Letter,

    /// <summary>Stands for several letters: see <see cref="Folding.Expansion"/>.</summary>
    Several,

    /// <summary>Reads as a letter inside a word: @ in m@ke.</summary>
    LetterLike,

    Symbol,
    Space,
    NewLine,

    /// <summary>Ends a sentence where white space or nothing follows.</summary>
    Stop,

    /// <summary>Ends a sentence wherever it stands.</summary>
    FullStop,
}
