using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Plays a sound file, once or several times.</summary>
public sealed class PlayNode : FlowNode
{
    internal static readonly NodeType Kind = new("play", "Plays a sound file.",
        [
            new("file", FieldKind.Template, "The file") { Required = true },
            new("times", FieldKind.Count, "How often") { Least = 1, Most = 100, Default = "1" },
            new("bargeIn", FieldKind.Boolean, "A key ends it, and is kept for the next question") { Default = "true" },
        ],
        [new("done", "It was played, or interrupted"), new(NodeType.Error, "It could not be played", "")],
        """{ "file": "announcements/welcome.wav" }""") { Read = static reader => new PlayNode(reader) };

    private readonly Template _file;
    private readonly int _times;
    private readonly bool _bargeIn;

    private PlayNode(FieldReader reader) : base(reader, Kind) => (_file, _times, _bargeIn) = (reader.Template("file"), reader.Count("times"), reader.Boolean("bargeIn"));

    public override IEnumerable<(string Field, string File)> SoundFiles => _file is { IsPlain: true, Source.Length: > 0 } ? [("file", _file.Source)] : [];

    internal override void Enter(Turn turn)
    {
        var sound = new PromptPiece.Sound(turn.Render(_file));
        if (_bargeIn && turn.HasTyped) turn.Leave("done");
        else turn.Play([.. Enumerable.Repeat(sound, _times)]);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        if (happened is FlowEvent.PromptEnded) turn.Leave("done");
        else if (happened is FlowEvent.Digit(var key) && _bargeIn)
        {
            turn.TypeAhead(key);
            turn.Leave("done");
        }
    }
}
