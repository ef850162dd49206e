namespace Telephony.Domain.Registration;

/// <summary>Who does, of several gateways over one database, what only one may do. Safe from any thread.</summary>
public interface IElectionStore
{
    /// <summary>Who has the office; null: nobody ever had.</summary>
    /// <exception cref="Stores.StorageException">The database cannot be asked.</exception>
    ValueTask<Incumbent?> FindAsync(string office, CancellationToken cancellation);

    /// <summary>Takes the office or keeps it, if it is still as it was seen; of two that try at once one does.</summary>
    /// <param name="seen">As <see cref="FindAsync"/> has just said.</param>
    /// <param name="node">Whose it is from now on; empty: anybody's.</param>
    /// <returns>False: another was faster.</returns>
    /// <exception cref="Stores.StorageException">The database cannot be asked.</exception>
    ValueTask<bool> TakeAsync(string office, Incumbent? seen, string node, CancellationToken cancellation);
}

/// <param name="Node">Empty: who had it has given it up.</param>
/// <param name="Renewals">Grows with each <see cref="IElectionStore.TakeAsync"/>: who watches sees by it that the incumbent lives, without comparing clocks.</param>
public sealed record Incumbent(string Node, long Renewals);
