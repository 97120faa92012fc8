// The responder's page is still to come: until then it is the resident's.
export { enter } from "../resident/enter";
