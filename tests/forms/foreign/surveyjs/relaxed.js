// A form as it stands in a page
var settings = {theme: "modern", onDone: function () { return {a: 1}; }};
var json = {
  /* the questions */
  questions: [
    {type: 'radiogroup', name: 'tea', title: 'Tea ' + 'or coffee?', choices: ['Tea', "Coffee",], },
    {type: "comment", name: "why", title: `Why?`},
  ],
};
window.survey = new Survey.Model(json);
