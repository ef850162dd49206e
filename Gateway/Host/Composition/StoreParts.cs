using Microsoft.Extensions.Logging;
using Telephony.Domain.Stores;
using Telephony.Domain.Records;
using Telephony.Host.Settings;
using Telephony.Storage.Databases;
using Telephony.Storage.Journal;
using Telephony.Storage.Records;

namespace Telephony.Host.Composition;

/// <summary>What keeps: the lock of the data directory, the store, the journal of call records and its way into the store.</summary>
internal sealed class StoreParts : IAsyncDisposable
{
    private readonly DataLock _lock;

    private StoreParts(DataLock taken, Database database, CallRecordStore records, CallJournal journal, JournalFeeder feeder, IReadOnlyList<CallRecord> left) =>
        (_lock, Database, Records, Journal, Feeder, Left) = (taken, database, records, journal, feeder, left);

    public Database Database { get; }

    public CallRecordStore Records { get; }

    public CallJournal Journal { get; }

    public JournalFeeder Feeder { get; }

    /// <summary>Calls that an earlier run left open.</summary>
    public IReadOnlyList<CallRecord> Left { get; }

    /// <summary>Why call records cannot be kept at this time, in one sentence; null when they can.</summary>
    public string? Refusal => Journal.Refusal ?? (Feeder.Completion.IsFaulted ? "the call records no longer reach the store" : null);

    /// <exception cref="StartException">The data directory is another gateway's, or cannot be used.</exception>
    public static async Task<StoreParts> OpenAsync(GatewaySettings settings, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var taken = DataLock.Take(settings.DataDirectory);
        Database? database = null;
        CallJournal? journal = null;
        try
        {
            database = await (settings.Storage with { Node = NodeName.In(settings.DataDirectory) }).OpenAsync(clock, cancellation).ConfigureAwait(false);
            var records = new CallRecordStore(database, clock);
            var recovered = await new JournalRecovery(settings.Journal, records, loggers.CreateLogger<JournalRecovery>()).RecoverAsync(cancellation).ConfigureAwait(false);
            journal = new CallJournal(
                settings.Journal, 1, new JournalOptions { FlushInterval = TimeSpan.FromSeconds(settings.Records.SyncSeconds) }, loggers.CreateLogger<CallJournal>());
            var feeder = new JournalFeeder(journal, records, clock, loggers.CreateLogger<JournalFeeder>());
            feeder.Start();
            return new StoreParts(taken, database, records, journal, feeder, recovered.OpenCalls);
        }
        catch (Exception failure)
        {
            journal?.Dispose();
            if (database is not null) await database.DisposeAsync().ConfigureAwait(false);
            taken.Dispose();
            if (failure is StorageException) throw new StartException(failure.Message, failure);
            if (failure is IOException or UnauthorizedAccessException) throw new StartException($"The data directory {settings.DataDirectory} cannot be used: {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>Seals the journal, feeds what it holds to the end, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        Journal.Dispose();
        await Feeder.DisposeAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }
}
