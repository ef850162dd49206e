namespace Telephony.Domain.Records;

/// <summary>
/// Where calls are written before they act: what is appended survives the death of the process at any later moment, and reaches the
/// <see cref="ICallRecordStore"/> by itself.
/// </summary>
public interface ICallJournal
{
    /// <summary>False while new calls must be refused because their records could not be kept (full disk). Any thread; cheap enough for every INVITE.</summary>
    bool CanAcceptCalls { get; }

    /// <summary>One sentence for the log, the trace and the health page while <see cref="CanAcceptCalls"/> is false; null otherwise.</summary>
    string? Refusal { get; }

    /// <summary>The journal of one signalling shard, 0 to <see cref="ShardCount"/> - 1. It belongs to that shard's thread alone.</summary>
    IJournalShard Shard(int index);

    int ShardCount { get; }
}

/// <summary>
/// The part of the journal one signalling thread writes, without locks. Every append encodes the record as it is at that moment, counts up its
/// <see cref="CallRecord.Revision"/> and hands the bytes to the operating system before it returns; no reference to the record is kept.
/// </summary>
public interface IJournalShard
{
    /// <summary>To be called before the first INVITE of leg B leaves (or before a call is refused without one). False: not written, refuse the call with 503.</summary>
    bool AppendStarted(CallRecord record);

    /// <summary>A further attempt begins; before its INVITE leaves. False as above, and then the attempt must not be made.</summary>
    bool AppendAttempt(CallRecord record);

    /// <summary>
    /// The call is answered, or its dialogs changed since (new target, new route set); <see cref="CallRecord.Dialogs"/> holds both sides.
    /// False: the disk is full; the bytes wait in memory and are written first when there is room again. The call goes on.
    /// </summary>
    bool AppendAnswered(CallRecord record);

    /// <summary>The call is over and the record complete. False as for <see cref="AppendAnswered"/>.</summary>
    bool AppendEnded(CallRecord record);
}
