namespace Telephony.Domain.Repeatability;

/// <summary>What became of asking for a request's turn.</summary>
public abstract record RepeatabilityClaim
{
    private RepeatabilityClaim()
    {
    }

    /// <summary>It is new: carry it out, then complete or release it.</summary>
    public sealed record Granted : RepeatabilityClaim
    {
        public static readonly Granted Instance = new();
    }

    /// <summary>It was carried out.</summary>
    public sealed record Answered(RepeatableAnswer Answer) : RepeatabilityClaim;

    /// <summary>It was begun and not answered: it runs, or a crash cut it short.</summary>
    public sealed record Begun(DateTimeOffset At) : RepeatabilityClaim;

    /// <summary>The id was used for another request.</summary>
    public sealed record Different : RepeatabilityClaim
    {
        public static readonly Different Instance = new();
    }
}

/// <summary>Requests that may be repeated, with their answers. Any thread, any process.</summary>
public interface IRepeatabilityStore
{
    /// <summary>One caller gets <see cref="RepeatabilityClaim.Granted"/>, whatever the number that ask at once.</summary>
    ValueTask<RepeatabilityClaim> ClaimAsync(RepeatableRequest request, DateTimeOffset now, CancellationToken cancellation);

    ValueTask CompleteAsync(RepeatableRequest request, RepeatableAnswer answer, CancellationToken cancellation);

    /// <summary>It was not carried out after all: the next one is new.</summary>
    ValueTask ReleaseAsync(RepeatableRequest request, CancellationToken cancellation);

    /// <summary>Forgets what was claimed earlier. Returns how many.</summary>
    ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation);
}
