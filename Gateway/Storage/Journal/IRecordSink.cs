namespace Telephony.Storage.Journal;

/// <summary>Where the journal's records end up.</summary>
internal interface IRecordSink
{
    /// <summary>Takes encoded records in one transaction; an older revision than the stored one changes nothing. Throws when the store cannot take them.</summary>
    ValueTask TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken);

    /// <summary>True once all that was taken is on the disk, false when it has to be asked again.</summary>
    ValueTask<bool> MakeDurableAsync(CancellationToken cancellationToken);
}
