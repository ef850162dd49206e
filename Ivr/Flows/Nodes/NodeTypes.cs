namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Every kind of node. A new one is a class and a line here; schema, reference, checks and drawing follow.</summary>
public static class NodeTypes
{
    public static readonly IReadOnlyList<NodeType> All =
    [
        SayNode.Kind, PlayNode.Kind, MenuNode.Kind, DigitsNode.Kind, SpeechNode.Kind, ConfirmNode.Kind,
        BranchNode.Kind, SetNode.Kind, ScriptNode.Kind, ScheduleNode.Kind, WaitNode.Kind, HttpNode.Kind,
        DialNode.Kind, TransferNode.Kind, QueueNode.Kind, CallbackNode.Kind, ConferenceNode.Kind, DirectoryNode.Kind, HandOverNode.Kind,
        RecordNode.Kind, VoicemailNode.Kind, TextMessageNode.Kind, SurveyNode.Kind,
        SubFlowNode.Kind, ReturnNode.Kind, HangUpNode.Kind,
    ];

    public static NodeType? Find(string name) => All.FirstOrDefault(type => type.Name == name);
}
