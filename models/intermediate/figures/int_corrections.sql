-- Corrections of figures of the documents in this build. One that was made for another print than the
-- document's does not apply; the audit reports it.
with corrections as (

    select * from {{ ref('corrections') }}

),

documents as (

    select document_id from {{ ref('int_documents') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

found as (

    select
        corrections.*,
        figures.figure_id,
        figures.printed_text,
        coalesce(figures.text_key = {{ folded('corrections.was') }}, false) as still_applies
    from corrections
    semi join documents on corrections.document_id = documents.document_id
    left join figures on {{ same_cell('corrections', 'figures', 'page') }}

)

select * from found
