using System.Collections;
using System.Text.Json;

namespace Telephony.Ivr.Flows.Values;

/// <summary>Variables with their values, immutable: a few names in one small array, because thousands of idle calls hold one each.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The field's word.")]
public sealed class Variables : IReadOnlyCollection<KeyValuePair<string, FlowValue>>, IEquatable<Variables>
{
    public static readonly Variables None = new([]);

    private readonly KeyValuePair<string, FlowValue>[] _held;

    private Variables(KeyValuePair<string, FlowValue>[] held) => _held = held;

    public int Count => _held.Length;

    public FlowValue this[string name]
    {
        get
        {
            foreach (var (held, value) in _held)
            {
                if (held == name) return value;
            }
            return FlowValue.Nothing;
        }
    }

    public Variables With(string name, FlowValue value)
    {
        var index = Array.FindIndex(_held, pair => pair.Key == name);
        if (index >= 0 && _held[index].Value == value) return this;
        var changed = index >= 0 ? [.. _held] : new KeyValuePair<string, FlowValue>[_held.Length + 1];
        if (index < 0) _held.CopyTo(changed, 0);
        changed[index < 0 ? _held.Length : index] = new(name, value);
        return new Variables(changed);
    }

    public static Variables Of(IEnumerable<KeyValuePair<string, FlowValue>> values)
    {
        KeyValuePair<string, FlowValue>[] held = [.. values];
        return held.Length == 0 ? None : new Variables(held);
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _held)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    public static Variables Read(JsonElement element) => Of(element.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, FlowValue.Of(member.Value))));

    public bool Equals(Variables? other) => other is not null && _held.AsSpan().SequenceEqual(other._held);

    public override bool Equals(object? obj) => Equals(obj as Variables);

    public override int GetHashCode() => _held.Length;

    public IEnumerator<KeyValuePair<string, FlowValue>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, FlowValue>>)_held).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
