using System.Collections.Frozen;
using Telephony.Domain.Identity;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Library;

/// <summary>
/// The flows that new calls may begin, immutable: a change builds another one aside. A call holds the program it began with. Flows of the folder are for all resources; what a resource has published stands before them.
/// </summary>
/// <param name="programs">Of the folder.</param>
public sealed class FlowCatalogue(IReadOnlyDictionary<string, FlowProgram> programs)
{
    public static readonly FlowCatalogue Empty = new(new Dictionary<string, FlowProgram>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, FlowProgram> Programs => programs;

    /// <summary>Of resources: what they have published, and flows of the folder that call one of those.</summary>
    public FrozenDictionary<(ResourceId Resource, string Name), FlowProgram> Published { get; init; } = FrozenDictionary<(ResourceId, string), FlowProgram>.Empty;

    /// <summary>Of the folder.</summary>
    public FlowProgram? Find(string name) => programs.GetValueOrDefault(name);

    public FlowProgram? Find(ResourceId resource, string name) => Published.GetValueOrDefault((resource, name)) ?? Find(name);
}

/// <summary>Where the catalogue is looked up, by any thread.</summary>
public sealed class FlowCatalogueHolder
{
    private FlowCatalogue _current = FlowCatalogue.Empty;

    public FlowCatalogue Current => Volatile.Read(ref _current);

    public void Swap(FlowCatalogue catalogue) => Volatile.Write(ref _current, catalogue);
}
