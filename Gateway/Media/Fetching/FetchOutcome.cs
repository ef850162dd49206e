using Telephony.Media.Prompts;

namespace Telephony.Media.Fetching;

/// <summary>What became of a request for a file.</summary>
public abstract record FetchOutcome
{
    /// <param name="Tag">Its ETag, with quotes; null: none.</param>
    /// <param name="FreshFor">How long the server says it may be used without asking; null: it does not say.</param>
    public sealed record Got(byte[] Body, string ContentType, string? Tag, DateTimeOffset? LastModified, TimeSpan? FreshFor) : FetchOutcome;

    /// <summary>What is in the cache is still so (304).</summary>
    public sealed record NotModified(TimeSpan? FreshFor) : FetchOutcome;

    public sealed record Failed(PromptRejection Why) : FetchOutcome;
}
