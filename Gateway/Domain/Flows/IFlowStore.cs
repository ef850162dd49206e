using Telephony.Domain.Identity;

namespace Telephony.Domain.Flows;

/// <summary>Drafts and versions of call flows. Names and documents were checked by who calls. Any thread, and several gateways on one store.</summary>
public interface IFlowStore
{
    /// <param name="resource">Null: of all.</param>
    /// <returns>Sorted by resource and name.</returns>
    ValueTask<IReadOnlyList<StoredFlow>> ListAsync(ResourceId? resource, CancellationToken cancellation);

    ValueTask<StoredFlow?> FindAsync(ResourceId resource, string name, CancellationToken cancellation);

    ValueTask<FlowDraft?> FindDraftAsync(ResourceId resource, string name, CancellationToken cancellation);

    /// <param name="expected">The revision that was changed, 0 for a new draft; null: whichever there is.</param>
    /// <returns>The draft's new revision; 0 and nothing stored where it is another than the one expected.</returns>
    ValueTask<int> SaveDraftAsync(ResourceId resource, string name, string document, string by, int? expected, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>False: there was none.</summary>
    ValueTask<bool> DropDraftAsync(ResourceId resource, string name, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Stores the next version and puts it in force.</summary>
    /// <returns>Its number.</returns>
    ValueTask<int> PublishAsync(FlowPublication publication, CancellationToken cancellation);

    /// <param name="version">0: none, new calls do not find the flow any more.</param>
    /// <returns>False: there is no such version.</returns>
    ValueTask<bool> PutInForceAsync(ResourceId resource, string name, int version, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Forgets draft and versions. A flow of that name that comes later goes on counting, so that no number ever means two documents.</summary>
    /// <returns>False: there was none.</returns>
    ValueTask<bool> DeleteAsync(ResourceId resource, string name, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Newest first, without documents.</summary>
    ValueTask<IReadOnlyList<FlowVersion>> VersionsAsync(ResourceId resource, string name, CancellationToken cancellation);

    ValueTask<FlowVersion?> FindVersionAsync(ResourceId resource, string name, int version, CancellationToken cancellation);

    /// <summary>Every version in force that is not among those given, and of the others their name alone: what a gateway asks every few seconds.</summary>
    /// <param name="known">Versions whose documents the caller has.</param>
    ValueTask<IReadOnlyList<FlowVersion>> InForceAsync(IReadOnlySet<(ResourceId Resource, string Name, int Version)> known, CancellationToken cancellation);
}
