using System.Collections.Frozen;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Library;

/// <summary>The versions in force that are known, read once each. One thread at a time.</summary>
/// <param name="files">The text of a file that flows name, such as a calendar; null where there is none.</param>
internal sealed class PublishedFlows(Func<string, string?> files)
{
    private Dictionary<(ResourceId Resource, string Name), (Flow Flow, int Version)> _flows = [];

    public IReadOnlySet<(ResourceId Resource, string Name, int Version)> Known => _flows.Select(static one => (one.Key.Resource, one.Key.Name, one.Value.Version)).ToHashSet();

    public int Count => _flows.Count;

    /// <summary>False: nothing is another than before.</summary>
    /// <param name="inForce">Those that are known come without their documents.</param>
    /// <param name="sentences">Of a version that this program does not read: one that a newer one has published. Its flow stays as it was.</param>
    public bool Take(IReadOnlyList<FlowVersion> inForce, List<string> sentences)
    {
        var now = new Dictionary<(ResourceId, string), (Flow Flow, int Version)>();
        foreach (var version in inForce)
        {
            var key = (version.Resource, version.Name);
            var had = _flows.TryGetValue(key, out var before);
            if (had && before.Version == version.Number) now[key] = before;
            else if (FlowReader.TryRead(version.Document, out var flow, out var mistakes, files)) now[key] = (flow, version.Number);
            else
            {
                sentences.AddRange(mistakes.Select(mistake => $"{version.Name} version {version.Number} of {version.Resource}: {mistake}"));
                if (had) now[key] = before;
            }
        }
        var changed = now.Count != _flows.Count || now.Any(one => !_flows.TryGetValue(one.Key, out var before) || before.Version != one.Value.Version);
        _flows = now;
        return changed;
    }

    /// <summary>The catalogue of the folder with these before it.</summary>
    public FlowCatalogue Over(FlowCatalogue folder, FlowCatalogue before, List<string> sentences)
    {
        if (_flows.Count == 0) return new FlowCatalogue(folder.Programs);
        var published = new Dictionary<(ResourceId, string), FlowProgram>();
        foreach (var resource in _flows.Keys.Select(static key => key.Resource).Distinct())
        {
            foreach (var name in _flows.Keys.Where(key => key.Resource == resource).Select(static key => key.Name).Union(folder.Programs.Keys))
            {
                if (!FlowProgram.TryCompose(name, called => Find(resource, called, folder), out var program, out var lacks))
                {
                    sentences.AddRange(lacks);
                    if (before.Published.TryGetValue((resource, name), out var old)) published[(resource, name)] = old;
                }
                else if (program.Flows.Keys.Any(called => _flows.ContainsKey((resource, called)))) published[(resource, name)] = program;
            }
        }
        return new FlowCatalogue(folder.Programs) { Published = published.ToFrozenDictionary() };
    }

    private (Flow Flow, int Version)? Find(ResourceId resource, string name, FlowCatalogue folder) =>
        _flows.TryGetValue((resource, name), out var mine) ? mine : folder.Find(name) is { } program ? (program.Main, program.VersionOf(name)) : null;
}
