using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;

namespace Telephony.Storage.Journal;

/// <summary>
/// The call journal in files under a directory, one file at a time per signalling shard.
/// Open it after <see cref="JournalRecovery"/> has emptied the directory; <see cref="JournalFeeder"/> carries it to the store.
/// </summary>
public sealed class CallJournal : ICallJournal, IDisposable
{
    private readonly JournalShard[] _shards;
    private readonly IJournalDisk _disk;
    private readonly ILogger _logger;
    private volatile string? _refusal;
    private long _sequence;
    private long _writeFailures;
    private long _lostEntries;

    public CallJournal(string directory, int shards, JournalOptions options, ILogger<CallJournal>? logger = null)
        : this(directory, shards, options, new JournalDisk(), logger)
    {
    }

    internal CallJournal(string directory, int shards, JournalOptions options, IJournalDisk disk, ILogger<CallJournal>? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        (DirectoryPath, Options, _disk, _logger) = (Directory.CreateDirectory(directory).FullName, options, disk, logger ?? NullLogger<CallJournal>.Instance);
        _sequence = JournalSegment.LastSequence(DirectoryPath);
        _shards = new JournalShard[shards];
        for (var i = 0; i < shards; i++) _shards[i] = new JournalShard(this);
        Maintain();
    }

    public bool CanAcceptCalls => _refusal is null;

    public string? Refusal => _refusal;

    public int ShardCount => _shards.Length;

    /// <summary>Appends that met a full or broken disk.</summary>
    public long WriteFailures => Interlocked.Read(ref _writeFailures);

    /// <summary>Entries given up because more waited for room than memory may hold.</summary>
    public long LostEntries => Interlocked.Read(ref _lostEntries);

    internal string DirectoryPath { get; }

    internal JournalOptions Options { get; }

    internal ReadOnlySpan<JournalShard> Shards => _shards;

    public IJournalShard Shard(int index) => _shards[index];

    /// <summary>
    /// Looks after the disk: a spare segment for every shard and the floor of free space. Called by the feeder once a beat;
    /// here calls are refused when there is no room, and accepted again when there is.
    /// </summary>
    internal void Maintain()
    {
        try
        {
            var free = _disk.FreeBytes(DirectoryPath);
            if (free < Options.MinimumFreeBytes)
            {
                Refuse($"The disk of {DirectoryPath} has {free} bytes free and {JournalOptions.Section}:MinimumFreeBytes asks for {Options.MinimumFreeBytes}; new calls are refused until there is room.");
                return;
            }

            foreach (var shard in _shards) shard.EnsureSpare();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Refuse($"The call journal cannot write to {DirectoryPath}: {failure.Message} New calls are refused until it can.");
            return;
        }

        if (_refusal is null) return;
        _refusal = null;
        _logger.Recovered(DirectoryPath);
    }

    internal JournalSegment CreateSegment() => JournalSegment.Create(_disk, DirectoryPath, Interlocked.Increment(ref _sequence), Options.SegmentBytes);

    internal void OnWriteFailed(IOException failure)
    {
        Interlocked.Increment(ref _writeFailures);
        Refuse($"The call journal cannot write to {DirectoryPath}: {failure.Message} New calls are refused until it can.");
    }

    internal void OnTooLarge(CallId call) => _logger.TooLarge(call);

    internal void OnLost()
    {
        if (Interlocked.Increment(ref _lostEntries) == 1) _logger.Lost(DirectoryPath);
    }

    /// <summary>After the signalling threads have ended: seals the files. What the store has not taken yet is taken at the next start.</summary>
    public void Dispose()
    {
        foreach (var shard in _shards) shard.Close();
    }

    private void Refuse(string sentence)
    {
        if (Interlocked.Exchange(ref _refusal, sentence) is null) _logger.Refusing(sentence);
    }
}
