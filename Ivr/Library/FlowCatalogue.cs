using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Library;

/// <summary>The flows that new calls may begin, immutable: a change builds another one aside. A call holds the program it began with.</summary>
public sealed class FlowCatalogue(IReadOnlyDictionary<string, FlowProgram> programs)
{
    public static readonly FlowCatalogue Empty = new(new Dictionary<string, FlowProgram>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, FlowProgram> Programs => programs;

    public FlowProgram? Find(string name) => programs.GetValueOrDefault(name);
}

/// <summary>Where the catalogue is looked up, by any thread.</summary>
public sealed class FlowCatalogueHolder
{
    private FlowCatalogue _current = FlowCatalogue.Empty;

    public FlowCatalogue Current => Volatile.Read(ref _current);

    public void Swap(FlowCatalogue catalogue) => Volatile.Write(ref _current, catalogue);
}
