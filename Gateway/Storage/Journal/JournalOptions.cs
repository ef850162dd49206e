namespace Telephony.Storage.Journal;

/// <summary>Settings of the call journal (<c>Telephony:Journal</c>).</summary>
public sealed class JournalOptions
{
    public const string Section = "Telephony:Journal";

    /// <summary>Size of one segment file, allocated when it is made so that appends do not meet a full disk. 64 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How often appended bytes are forced to the disk. Zero, the default, leaves it to the operating system: the death of the process loses nothing, that of the machine some seconds.</summary>
    public TimeSpan FlushInterval { get; set; }

    /// <summary>How often the store is fed from the journal.</summary>
    public TimeSpan FeedInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A call still running after this long is shown in the store; one that ended sooner is written once, when it ends.</summary>
    public TimeSpan OpenCallDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>With less free space than this on the data directory's disk, new calls are refused: the records of running calls and the store need it.</summary>
    public long MinimumFreeBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Sentences on what is wrong; empty when all is well.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (SegmentBytes is < 64 * 1024 or > 1 << 30) yield return $"{Section}:SegmentBytes is {SegmentBytes}; allowed are 65536 to 1073741824.";
        if (FlushInterval < TimeSpan.Zero || FlushInterval > TimeSpan.FromHours(1)) yield return $"{Section}:FlushInterval is {FlushInterval}; allowed are 00:00:00 (off) to 01:00:00.";
        if (FeedInterval < TimeSpan.FromMilliseconds(10) || FeedInterval > TimeSpan.FromMinutes(1)) yield return $"{Section}:FeedInterval is {FeedInterval}; allowed are 00:00:00.010 to 00:01:00.";
        if (OpenCallDelay < TimeSpan.Zero || OpenCallDelay > TimeSpan.FromMinutes(1)) yield return $"{Section}:OpenCallDelay is {OpenCallDelay}; allowed are 00:00:00 to 00:01:00.";
        if (MinimumFreeBytes < 0) yield return $"{Section}:MinimumFreeBytes is {MinimumFreeBytes}; allowed are 0 and more.";
    }
}
