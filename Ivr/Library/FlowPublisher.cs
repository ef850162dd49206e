using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Library;

/// <summary>What is wrong with a document, and what is only doubtful: a sentence each.</summary>
/// <param name="Flow">Null where it does not read.</param>
public sealed record FlowReport(Flow? Flow, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notes)
{
    public bool IsGood => Mistakes.Count == 0;
}

/// <summary>What came of a wish to publish or to go back. A closed union.</summary>
public abstract record PublishOutcome
{
    private PublishOutcome()
    {
    }

    /// <param name="IsNew">False: that version is in force already, with the same document.</param>
    public sealed record InForce(int Version, bool IsNew, IReadOnlyList<string> Notes) : PublishOutcome;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(IReadOnlyList<string> Mistakes) : PublishOutcome;

    /// <summary>There is no such flow, draft or version.</summary>
    public sealed record Missing(string Sentence) : PublishOutcome;
}

/// <summary>
/// Drafts and versions, as designers change them: what is put in force has been read and checked whole, with the flows that it calls and those that call it. Any thread.
/// </summary>
/// <param name="catalogue">Flows of the folder count as there.</param>
/// <param name="checks">What is known of a resource's world.</param>
/// <param name="files">The text of a file that flows name, such as a calendar; null where there is none.</param>
/// <param name="refresh">Takes over what was stored, before the answer: the next call begins it.</param>
public sealed class FlowPublisher(IFlowStore store, Func<FlowCatalogue> catalogue, Func<ResourceId, FlowFolderChecks> checks, Func<string, string?> files, Func<CancellationToken, Task> refresh, TimeProvider clock)
{
    public const int LongestNote = 500;

    public const int LargestDocumentBytes = DocumentReader.LargestDocumentBytes;

    public IFlowStore Store => store;

    public static bool IsName(string name) => FlowReader.IsName(name);

    /// <summary>As if it were published now.</summary>
    public async ValueTask<FlowReport> CheckAsync(ResourceId resource, string document, string? name, CancellationToken cancellation)
    {
        if (!FlowReader.TryRead(document, out var flow, out var mistakes, files)) return new FlowReport(null, [.. mistakes.Select(static mistake => mistake.Sentence)], []);
        var world = checks(resource);
        var findings = FlowChecks.Run(flow, world.Owns, world.HasSound);
        var refusals = findings.Where(static finding => finding.Refuses).Select(static finding => $"{finding}.").ToList();
        if (name is not null && flow.Name != name) refusals.Insert(0, $"name is \"{flow.Name}\": here it must be {name}.");
        refusals.AddRange(await TogetherAsync(resource, flow, cancellation).ConfigureAwait(false));
        return new FlowReport(flow, refusals, [.. findings.Where(static finding => !finding.Refuses).Select(static finding => $"{finding}.")]);
    }

    /// <returns>The revision; 0: somebody changed the draft since <paramref name="expected"/>.</returns>
    public ValueTask<int> SaveDraftAsync(ResourceId resource, string name, string document, string by, int? expected, CancellationToken cancellation) =>
        store.SaveDraftAsync(resource, name, document, by, expected, clock.GetUtcNow(), cancellation);

    public ValueTask<bool> DropDraftAsync(ResourceId resource, string name, CancellationToken cancellation) => store.DropDraftAsync(resource, name, clock.GetUtcNow(), cancellation);

    public async ValueTask<PublishOutcome> PublishDraftAsync(ResourceId resource, string name, string by, string note, CancellationToken cancellation) =>
        await store.FindDraftAsync(resource, name, cancellation).ConfigureAwait(false) is { } draft
            ? await PublishAsync(resource, name, draft.Document, by, note, draft.Revision, cancellation).ConfigureAwait(false)
            : new PublishOutcome.Missing($"Flow {name} has no draft to publish.");

    /// <param name="draftRevision">The draft it comes from; 0: none.</param>
    public async ValueTask<PublishOutcome> PublishAsync(ResourceId resource, string name, string document, string by, string note, int draftRevision, CancellationToken cancellation)
    {
        var report = await CheckAsync(resource, document, name, cancellation).ConfigureAwait(false);
        if (!report.IsGood) return new PublishOutcome.Refused(report.Mistakes);
        var head = await store.FindAsync(resource, name, cancellation).ConfigureAwait(false);
        if (draftRevision == 0 && head is { InForce: > 0 } && await store.FindVersionAsync(resource, name, head.InForce, cancellation).ConfigureAwait(false) is { } same && same.Document == document) return new PublishOutcome.InForce(head.InForce, false, report.Notes);
        var number = await store.PublishAsync(new FlowPublication(resource, name, document, by, note, clock.GetUtcNow(), draftRevision), cancellation).ConfigureAwait(false);
        await refresh(cancellation).ConfigureAwait(false);
        return new PublishOutcome.InForce(number, true, report.Notes);
    }

    /// <param name="version">Null: the one before that in force.</param>
    public async ValueTask<PublishOutcome> RollBackAsync(ResourceId resource, string name, int? version, CancellationToken cancellation)
    {
        if (await store.FindAsync(resource, name, cancellation).ConfigureAwait(false) is not { Latest: > 0 } head) return new PublishOutcome.Missing($"Flow {name} has no versions.");
        var wanted = version ?? (head.InForce == 0 ? head.Latest : head.InForce - 1);
        if (wanted == 0) return new PublishOutcome.Missing($"Flow {name} has no version before {head.InForce}.");
        if (await store.FindVersionAsync(resource, name, wanted, cancellation).ConfigureAwait(false) is not { } old) return new PublishOutcome.Missing($"Flow {name} has no version {wanted}; its latest is {head.Latest}.");
        // The world has changed since: numbers were given back, flows that it calls are others.
        var report = await CheckAsync(resource, old.Document, name, cancellation).ConfigureAwait(false);
        if (!report.IsGood) return new PublishOutcome.Refused(report.Mistakes);
        if (head.InForce == wanted) return new PublishOutcome.InForce(wanted, false, report.Notes);
        await store.PutInForceAsync(resource, name, wanted, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        await refresh(cancellation).ConfigureAwait(false);
        return new PublishOutcome.InForce(wanted, true, report.Notes);
    }

    /// <summary>New calls do not find the flow any more, unless the folder has one of that name. Refused while other flows call it.</summary>
    public async ValueTask<PublishOutcome> RetireAsync(ResourceId resource, string name, CancellationToken cancellation)
    {
        if (await store.FindAsync(resource, name, cancellation).ConfigureAwait(false) is not { Latest: > 0 }) return new PublishOutcome.Missing($"Flow {name} has no versions.");
        if (await LacksWithoutAsync(resource, name, cancellation).ConfigureAwait(false) is { Count: > 0 } lacks) return new PublishOutcome.Refused(lacks);
        await store.PutInForceAsync(resource, name, 0, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        await refresh(cancellation).ConfigureAwait(false);
        return new PublishOutcome.InForce(0, true, []);
    }

    /// <summary>As <see cref="RetireAsync"/>, and draft and versions are forgotten. Calls that run go on; a later flow of that name goes on counting.</summary>
    public async ValueTask<PublishOutcome> DeleteAsync(ResourceId resource, string name, CancellationToken cancellation)
    {
        if (await store.FindAsync(resource, name, cancellation).ConfigureAwait(false) is not { } head) return new PublishOutcome.Missing($"There is no flow {name} in the store.");
        if (head.InForce > 0 && await LacksWithoutAsync(resource, name, cancellation).ConfigureAwait(false) is { Count: > 0 } lacks) return new PublishOutcome.Refused(lacks);
        await store.DeleteAsync(resource, name, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        await refresh(cancellation).ConfigureAwait(false);
        return new PublishOutcome.InForce(0, true, []);
    }

    /// <summary>The document that a word names: "draft", a number, or the one in force for an empty word. Null: there is none.</summary>
    public async ValueTask<(string Document, int Version)?> FindDocumentAsync(ResourceId resource, string name, string which, CancellationToken cancellation)
    {
        if (which == "draft") return await store.FindDraftAsync(resource, name, cancellation).ConfigureAwait(false) is { } draft ? (draft.Document, 0) : null;
        if (which.Length == 0)
        {
            if (await store.FindAsync(resource, name, cancellation).ConfigureAwait(false) is not { InForce: > 0 } head) return null;
            which = head.InForce.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return int.TryParse(which, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && await store.FindVersionAsync(resource, name, number, cancellation).ConfigureAwait(false) is { } version
            ? (version.Document, version.Number) : null;
    }

    /// <summary>A document with the flows that it calls, to be tried; null with the mistakes.</summary>
    public async ValueTask<(FlowProgram? Program, IReadOnlyList<string> Mistakes)> ComposeAsync(ResourceId resource, string document, int version, CancellationToken cancellation)
    {
        if (!FlowReader.TryRead(document, out var flow, out var mistakes, files)) return (null, [.. mistakes.Select(static mistake => mistake.Sentence)]);
        var flows = await InForceAsync(resource, cancellation).ConfigureAwait(false);
        flows[flow.Name] = (flow, version);
        return FlowProgram.TryCompose(flow.Name, called => Find(called, flows), out var program, out var lacks) ? (program, []) : (null, lacks);
    }

    /// <summary>What the other flows in force would lack without this one.</summary>
    private async ValueTask<IReadOnlyList<string>> LacksWithoutAsync(ResourceId resource, string name, CancellationToken cancellation)
    {
        var flows = await InForceAsync(resource, cancellation).ConfigureAwait(false);
        var broken = flows.Keys.SelectMany(other => Compose(other, flows)).ToHashSet(StringComparer.Ordinal);   // as it is now
        flows.Remove(name);
        return [.. flows.Keys.SelectMany(other => Compose(other, flows)).Where(sentence => !broken.Contains(sentence)).Distinct()];
    }

    /// <summary>What of the flows in force would not fit together with this one.</summary>
    private async ValueTask<IEnumerable<string>> TogetherAsync(ResourceId resource, Flow flow, CancellationToken cancellation)
    {
        var flows = await InForceAsync(resource, cancellation).ConfigureAwait(false);
        var broken = flows.Keys.SelectMany(other => Compose(other, flows)).ToHashSet(StringComparer.Ordinal);   // as it is now: not this one's doing
        flows[flow.Name] = (flow, 0);
        return Compose(flow.Name, flows).Concat(flows.Keys.Where(other => other != flow.Name).SelectMany(other => Compose(other, flows)).Where(sentence => !broken.Contains(sentence))).Distinct();
    }

    private async ValueTask<Dictionary<string, (Flow Flow, int Version)>> InForceAsync(ResourceId resource, CancellationToken cancellation)
    {
        var flows = new Dictionary<string, (Flow Flow, int Version)>(StringComparer.Ordinal);
        foreach (var head in await store.ListAsync(resource, cancellation).ConfigureAwait(false))
        {
            if (head.InForce == 0 || await store.FindVersionAsync(resource, head.Name, head.InForce, cancellation).ConfigureAwait(false) is not { } version) continue;
            if (FlowReader.TryRead(version.Document, out var flow, out _, files)) flows[head.Name] = (flow, version.Number);
        }
        return flows;
    }

    private IReadOnlyList<string> Compose(string name, Dictionary<string, (Flow Flow, int Version)> flows) => FlowProgram.TryCompose(name, called => Find(called, flows), out _, out var lacks) ? [] : lacks;

    private (Flow Flow, int Version)? Find(string name, Dictionary<string, (Flow Flow, int Version)> flows) =>
        flows.TryGetValue(name, out var mine) ? mine : catalogue().Find(name) is { } program ? (program.Main, program.VersionOf(name)) : null;
}
