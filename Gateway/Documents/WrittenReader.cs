using System.Text;
using System.Text.Json;

namespace Telephony.Documents;

/// <summary>Reads a JSON text with comments and trailing commas into values with lines. Never throws for content.</summary>
public static class WrittenReader
{
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    /// <summary>Null when the text is no JSON: then a fault says why and where.</summary>
    public static Written? Read(ReadOnlySpan<byte> utf8, ICollection<WrittenFault> faults)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new Walk(utf8, faults).ReadDocument();
        }
        catch (JsonException broken)
        {
            faults.Add(new WrittenFault(WrittenFaultKind.NotJson, (int)(broken.LineNumber ?? 0) + 1, Reason: Reason(broken)));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new WrittenFault(WrittenFaultKind.NotText, null));
        }
        return null;
    }

    private static string Reason(JsonException broken)
    {
        var end = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? broken.Message : broken.Message[..end]).TrimEnd('.');
    }

    private ref struct Walk(ReadOnlySpan<byte> utf8, ICollection<WrittenFault> faults)
    {
        private readonly ReadOnlySpan<byte> _text = utf8;
        private Utf8JsonReader _reader = new(utf8, Options);
        private int _countedTo;
        private int _line = 1;

        public Written ReadDocument()
        {
            _reader.Read();
            var root = ReadValue("");
            while (_reader.Read())
            {
            }
            return root;
        }

        private Written ReadValue(string path)
        {
            var at = LineNow();
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject: return ReadObject(path, at);
                case JsonTokenType.StartArray: return ReadList(path, at);
                case JsonTokenType.String: return new Written { Kind = WrittenKind.Text, Line = at, Text = _reader.GetString() ?? "" };
                case JsonTokenType.Number:
                    return new Written { Kind = WrittenKind.Number, Line = at, Text = Encoding.UTF8.GetString(_reader.ValueSpan), Number = _reader.TryGetDouble(out var number) ? number : double.NaN };
                case JsonTokenType.True or JsonTokenType.False: return new Written { Kind = WrittenKind.Boolean, Line = at, Text = _reader.GetBoolean() ? "true" : "false" };
                default: return new Written { Kind = WrittenKind.Null, Line = at };
            }
        }

        private Written ReadObject(string path, int at)
        {
            var value = new Written { Kind = WrittenKind.Object, Line = at };
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
            {
                var name = _reader.GetString() ?? "";
                var member = path.Length == 0 ? name : $"{path}.{name}";
                if (!names.Add(name)) faults.Add(new WrittenFault(WrittenFaultKind.GivenTwice, LineNow(), member));
                _reader.Read();
                value.Members.Add((name, ReadValue(member)));
            }
            return value;
        }

        private Written ReadList(string path, int at)
        {
            var value = new Written { Kind = WrittenKind.List, Line = at };
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) value.Items.Add(ReadValue($"{path}[{value.Items.Count}]"));
            return value;
        }

        private int LineNow()
        {
            var start = (int)_reader.TokenStartIndex;
            _line += _text[_countedTo..start].Count((byte)'\n');
            _countedTo = start;
            return _line;
        }
    }
}
