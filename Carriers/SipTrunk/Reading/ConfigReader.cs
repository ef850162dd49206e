using System.Text;
using System.Text.Json;
using Telephony.SipTrunk.Loading;

namespace Telephony.SipTrunk.Reading;

/// <summary>Reads a JSON file with comments and trailing commas into nodes. Never throws for content.</summary>
internal static class ConfigReader
{
    public const int LargestFileBytes = 4 * 1024 * 1024;

    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    /// <summary>Null when the text is no JSON: then a mistake says where it ends to be.</summary>
    public static ConfigNode? Read(string file, ReadOnlySpan<byte> utf8, List<ConfigMistake> mistakes)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        var walk = new Walk(file, utf8, mistakes);
        try
        {
            return walk.ReadDocument();
        }
        catch (JsonException e)
        {
            mistakes.Add(new ConfigMistake(file, (int)(e.LineNumber ?? 0) + 1, "", "", $"the file is no JSON: {Reason(e)}"));
            return null;
        }
        catch (InvalidOperationException)
        {
            mistakes.Add(new ConfigMistake(file, null, "", "", "the file is no UTF-8 text"));
            return null;
        }
    }

    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }

    private ref struct Walk(string file, ReadOnlySpan<byte> utf8, List<ConfigMistake> mistakes)
    {
        private readonly ReadOnlySpan<byte> text = utf8;
        private Utf8JsonReader reader = new(utf8, Options);
        private int countedTo;
        private int line = 1;

        public ConfigNode ReadDocument()
        {
            reader.Read();
            var root = ReadValue("");
            while (reader.Read())
            {
            }
            return root;
        }

        private ConfigNode ReadValue(string path)
        {
            var at = LineNow();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: return ReadObject(path, at);
                case JsonTokenType.StartArray: return ReadList(path, at);
                case JsonTokenType.String: return new ConfigNode { Kind = ConfigKind.Text, Line = at, Value = reader.GetString() ?? "" };
                case JsonTokenType.Number:
                    return new ConfigNode { Kind = ConfigKind.Number, Line = at, Value = Encoding.UTF8.GetString(reader.ValueSpan), Number = reader.TryGetDouble(out var d) ? d : double.NaN };
                case JsonTokenType.True or JsonTokenType.False: return new ConfigNode { Kind = ConfigKind.Boolean, Line = at, Value = reader.GetBoolean() ? "true" : "false" };
                default: return new ConfigNode { Kind = ConfigKind.Null, Line = at };
            }
        }

        private ConfigNode ReadObject(string path, int at)
        {
            var node = new ConfigNode { Kind = ConfigKind.Object, Line = at };
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString() ?? "";
                var field = path.Length == 0 ? name : $"{path}.{name}";
                if (!names.Add(name)) mistakes.Add(new ConfigMistake(file, LineNow(), field, "", "the field is given twice"));
                reader.Read();
                node.Members.Add((name, ReadValue(field)));
            }
            return node;
        }

        private ConfigNode ReadList(string path, int at)
        {
            var node = new ConfigNode { Kind = ConfigKind.List, Line = at };
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) node.Items.Add(ReadValue($"{path}[{node.Items.Count}]"));
            return node;
        }

        private int LineNow()
        {
            var start = (int)reader.TokenStartIndex;
            line += text[countedTo..start].Count((byte)'\n');
            countedTo = start;
            return line;
        }
    }
}
