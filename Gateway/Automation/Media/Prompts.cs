using Telephony.Domain.Identity;

namespace Telephony.Automation.Media;

/// <summary>What an application wants to be heard. A closed union.</summary>
public abstract record PromptSource
{
    private PromptSource()
    {
    }

    public sealed record File(Uri Url) : PromptSource;

    /// <param name="Voice">Empty: the usual one of the language.</param>
    /// <param name="Language">Such as <c>en-US</c>; empty: the usual one.</param>
    public sealed record Text(string Words, string Voice, string Language) : PromptSource;

    public sealed record Ssml(string Document) : PromptSource;
}

/// <summary>Why something cannot be played; the numbers are those that callbacks carry.</summary>
public enum PromptFault
{
    /// <summary>Not fetched: host, status, size.</summary>
    NotFetched = 8536,

    /// <summary>Fetched, and no sound that can be played.</summary>
    NotPlayable = 8535,

    /// <summary>The speech service failed, or there is none.</summary>
    NotSpoken = 8565,
}

/// <summary>A sound ready to be played, or why there is none. A closed union.</summary>
public abstract record PromptOutcome
{
    private PromptOutcome()
    {
    }

    /// <param name="Samples">16 kHz, one channel; shared, never changed.</param>
    public sealed record Ready(ReadOnlyMemory<short> Samples) : PromptOutcome;

    /// <param name="Why">A sentence for the application.</param>
    public sealed record Failed(PromptFault Fault, string Why) : PromptOutcome;
}

/// <summary>Makes sounds of what applications name. Any thread; never throws but for cancellation.</summary>
public interface IPromptLibrary
{
    ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation);
}
