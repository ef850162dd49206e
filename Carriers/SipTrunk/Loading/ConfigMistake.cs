namespace Telephony.SipTrunk.Loading;

/// <summary>One thing that is wrong in a file of <c>sbc-config</c>.</summary>
/// <param name="File">Relative to the folder: "trunks/carrier.json".</param>
/// <param name="Line">From 1; null when the file as a whole is meant.</param>
/// <param name="Field">"options.interval", "auth.addresses[2]"; empty for the file itself.</param>
/// <param name="Found">The value found, shortened; secrets are never in it. Empty where there is none.</param>
/// <param name="Allowed">What is allowed there, or what to change: a part of a sentence without full stop.</param>
public sealed record ConfigMistake(string File, int? Line, string Field, string Found, string Allowed)
{
    /// <summary>A sentence that tells the operator what to change.</summary>
    public string Sentence
    {
        get
        {
            var place = Line is { } line ? $"{File}:{line}" : File;
            var where = Field.Length == 0 ? "" : $" {Field}";
            var what = Found.Length == 0 ? "" : $" is {Found}";
            return $"{place}:{where}{what}{(where.Length + what.Length == 0 ? " " : ": ")}{Allowed.TrimEnd('.')}.";
        }
    }

    public override string ToString() => Sentence;
}
