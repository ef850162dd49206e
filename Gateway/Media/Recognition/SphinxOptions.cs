namespace Telephony.Media.Recognition;

/// <summary>The embedded recogniser.</summary>
public sealed record SphinxOptions
{
    public string Program { get; init; } = "pocketsphinx_continuous";

    /// <summary>Folder with the acoustic model (en-us), its dictionary and its language model: Debian's pocketsphinx-en-us.</summary>
    public string ModelFolder { get; init; } = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>Pronounces words that the dictionary lacks (names of firms).</summary>
    public string Espeak { get; init; } = "espeak-ng";

    /// <summary>Of one utterance; what takes longer has failed. Free speech on a busy machine takes more than 10 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);
}
